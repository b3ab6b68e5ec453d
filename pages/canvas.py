"""Canvas: what does the network read in your writing?"""

import streamlit as st

from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.explanation import show_explanation
from mnist_explore.ui.inputs.canvas import draw_digit
from mnist_explore.ui.shell import chosen_class, open_page
from mnist_explore.ui.views.canvas import show_look_alikes, show_measures, show_reading

PENS_PX = {"fine": 12, "medium": 24, "bold": 40}

atlas = open_page("canvas")
st.write("**Draw one digit in the box.** After each stroke the network reads it, and the nearest look-alikes appear.")
paper, reading = st.columns(2, gap="large")
with paper:
    pen = choose("Pen", list(PENS_PX), default="medium", key="canvas_pen")
    digit = draw_digit(key="canvas_drawing", stroke_px=PENS_PX[pen])
    st.caption("The drawing is cropped, sized to 20 pixels and centred by its mass, as MNIST's digits were.")
if digit is None:
    reading.info("Nothing to read yet: draw a digit.", icon=":material/draw:")
    st.stop()
with reading:
    answer = show_reading(digit, key="canvas")
    if answer is not None:
        show_explanation(digit, key="canvas_why")
if answer is not None:
    show_measures(atlas, digit, answer, key="canvas")
show_look_alikes(atlas, digit, only=chosen_class(atlas), key="canvas")
