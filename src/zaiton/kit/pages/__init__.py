"""How a module meets a person: base templates, tags, tokens, one style sheet and one small script."""
