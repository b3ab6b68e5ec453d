"""What all visitors share is taken out of the garbage collector's way."""

from __future__ import annotations

import gc


def settle_memory() -> None:
    """Collect what is garbage now and leave everything else out of later collections.

    Streamlit calls ``gc.collect(2)`` after every run of a page (its option ``runner.postScriptGC``), which walks
    every object that imports and the atlas have made: most of a run's time on a warm server. What is loaded once
    for all visitors never becomes garbage while it is of use, so it need not be walked; objects made later are
    collected as before. Call this each time something shared has been loaded: what was left out before is looked
    at again, so that a replaced atlas is not kept for ever.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
