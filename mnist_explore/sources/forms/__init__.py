"""The forms in which a person's own digits come: one reader a form, which gives pictures and labels as they are.

:mod:`.finding` tells what a folder or file holds, by content; :mod:`.settling` makes of it digits of 28 × 28 pixels.
"""
