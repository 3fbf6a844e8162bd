"""Who may do what, when, and who sees what: tables and pure functions.

`roles` names the parts people have, `acts` what can be done, `states` where a thing stands, `permissions`
who may do which act in which state, `deciding` gives the answer with its reason, and `visibility` says who
sees which row. Nothing here reads a database or knows a screen.
"""
