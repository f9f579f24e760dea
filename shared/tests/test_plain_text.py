"""Text of a hand-in can do nothing to a terminal."""

from shared.plain_text import one_line, plain, printable


def test_text_of_a_hand_in_is_made_safe():
    assert plain("a\x1b[2Jb\x00\u202e c\ud800é") == "a?[2Jb?? c?é"
    assert plain("x" * 1000, 10) == "x" * 10 + " …"


def test_names_are_one_line_of_text():
    assert one_line("a\x1b[2J\nb\udc80\x9bé") == "a?[2J?b??é"


def test_names_keep_their_letters_and_lose_what_moves_them():
    assert printable("猫 é ✓ a\tb\x1b[2Jc\u202e\u2028\ud800") == "猫 é ✓ a?b?[2Jc???"
