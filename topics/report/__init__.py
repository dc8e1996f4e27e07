"""Output for readers: tables in the terminal, as JSON, CSV, LaTeX or Markdown, figure files, the report page."""
