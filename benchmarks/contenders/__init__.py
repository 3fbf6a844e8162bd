"""Each way of making the same estimates, as a program of its own: FOLDER MEASURES ROUNDS → one line of JSON.

`seconds` is the time of each round with `measures` of them, `cpu` that of all cores together; `fixed` and
`fixed_cpu` are the parts that do not grow with the measures, where fewer than sixty are made; `share` is the
mean of all shares, which must be the same for all. Importing is counted for none.
"""
