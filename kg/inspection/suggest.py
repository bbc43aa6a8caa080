def suggest(i,s): return i
