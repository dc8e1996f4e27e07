"""Columns of the two arrays of integers that the compiled alignment returns.

They stand apart from it because importing the alignment imports numba.
"""

# What is known about a pair. Places count letters; the longest chain is the one with the most matched letters.
MATCHED_B, MATCHED_A, CHAINS, LONGEST = 0, 1, 2, 3
A_START, A_END, B_START, B_END = 4, 5, 6, 7  # of the longest chain
KEPT, CHANGED, NUMBER_LETTERS = 8, 9, 10  # numbers inside chains: equal, replaced by another, letters of all these
OTHERS, EDITED = 11, 12  # letters of b inside chains and outside numbers: all, without a partner
N_KNOWN = 13

# A difference: its pair, its place in a and in b, hashes of the two strings, the numbers that are replaced in it; and
# whether each text has words of its own there, which are no misprint of the other's, and whether both have a name.
PAIR, FROM_A, TO_A, FROM_B, TO_B, HASH_A, HASH_B, FIGURES = 0, 1, 2, 3, 4, 5, 6, 7
OTHER, NAMES = 8, 9
N_DIFFERENCE = 10
