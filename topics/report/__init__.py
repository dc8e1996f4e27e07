"""Tables and drawings -> what people read: terminal, JSON, CSV, LaTeX, Markdown, figure files."""
