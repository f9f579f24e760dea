"""The longest token is taken from the left, whatever was learned."""

OBJECT = "work05_transformer.text.byte_pairs:BytePairs.merge"
CAUGHT_BY = "merge_word"


def merge(self, symbols):
    text, tokens = "".join(symbols), []
    while text:
        size = max(n for n in range(1, len(text) + 1) if text[:n] in self.tokens)
        tokens.append(text[:size])
        text = text[size:]
    return tokens
