"""The commands, one module a floor; each imports its floor when it runs, so that help is quick."""
