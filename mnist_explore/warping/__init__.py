"""Pictures bent: pixels read between pixels, strokes made bolder and finer, digits distorted as other hands would."""
