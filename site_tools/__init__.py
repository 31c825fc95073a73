"""The build's own machinery: Markdown extensions, MkDocs hooks, block runner."""
