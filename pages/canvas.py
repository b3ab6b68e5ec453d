"""Canvas: what does the network read in your writing?"""

import streamlit as st

from mnist_explore.ui.base.errors import say_errors
from mnist_explore.ui.components.explanation import show_explanation
from mnist_explore.ui.inputs.doors import choose_door
from mnist_explore.ui.inputs.given import given_digit
from mnist_explore.ui.shell import chosen_class, open_page
from mnist_explore.ui.views.canvas import show_answer, show_look_alikes, show_measures

atlas = open_page("canvas")
st.write(
    "**Give it one digit**: draw it, or send a picture. After each stroke the network reads it, and the nearest "
    "look-alikes appear."
)
paper, reading = st.columns(2, gap="large")
digit = None
with paper:
    given = choose_door(atlas.digits.images, key="canvas")
    with say_errors():
        digit = given_digit(given) if given is not None else None
    st.caption("The digit is cropped, sized to 20 pixels and centred by its mass, as MNIST's digits were.")
if digit is None:
    reading.info("Nothing to read yet: draw a digit, or give a picture of one.", icon=":material/draw:")
    st.stop()
with reading:
    answer = show_answer(digit, key="canvas")
    if answer is not None:
        show_explanation(digit, key="canvas_why")
if answer is not None:
    show_measures(atlas, digit, answer, key="canvas")
show_look_alikes(atlas, digit, only=chosen_class(atlas), key="canvas")
