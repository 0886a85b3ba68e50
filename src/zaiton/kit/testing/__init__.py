"""What tests of every module share: contract tests, and where pages can be seen."""
