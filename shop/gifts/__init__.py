"""Gift certificates as people meet them: bought, printed, opened, looked up at the desk."""
