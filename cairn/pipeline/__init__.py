"""The story on one page: definitions → evidence → tallies → claims → report.

`shelf` loads every definition once; `evidence` opens a bundle and counts what claims need; `overview`
runs a whole programme; `figures` prepares what charts show.
"""
