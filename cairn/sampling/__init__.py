"""Whom we ask, and whose records we read: the frame, the design, the draw, and what replaces what.

A frame holds ids and characteristics, never a name. A draw is a function of the frame, the design and the
seed: anybody who has the three can make it again, on any machine.
"""
