"""Text from outside can do nothing to a terminal, a table or a file."""

from hypothesis import given
from hypothesis import strategies as st

from shared.plain_text import plain, printable


def test_text_of_a_hand_in_is_made_safe():
    assert plain("a\x1b[2Jb\x00\u202e c\ud800é") == "a?[2Jb?? c?é"
    assert plain("x" * 1000, 10) == "x" * 10 + " …"
    assert plain("two\nlines") == "two\nlines"


def test_names_keep_their_letters_and_lose_what_moves_them():
    assert (
        printable("猫 é ✓ a\tb\x1b[2Jc\nd\u202e\u2028\ud800\x9b\uffff\ue000")
        == ("猫 é ✓ a?b?[2Jc?d???????"[:-1])
    )


@given(st.text())
def test_any_name_is_one_line_of_utf8_of_the_same_length(text):
    safe = printable(text)
    assert len(safe) == len(text)
    assert len(safe.splitlines()) <= 1
    assert safe.encode("utf-8").decode("utf-8") == safe
