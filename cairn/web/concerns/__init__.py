"""A matter of concern about a child: raising it, answering it, and following where it stands."""
