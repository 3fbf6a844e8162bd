"""The same as on the pages, for programs: what is published for anybody, the workspace with a token."""
