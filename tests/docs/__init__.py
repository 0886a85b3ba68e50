"""Documents are tested like code: their commands run, their links lead somewhere, what is registered is described."""
