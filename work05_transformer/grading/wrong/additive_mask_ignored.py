"""The mask is not applied."""

OBJECT = "work05_transformer.layers.attention:AdditiveAttention.forward"
CAUGHT_BY = "additive_attention"


def forward(self, query, key, value, mask=None):
    pairs = self.query(query)[:, :, None] + self.key(key)[:, None]
    weights = self.score(pairs.tanh()).squeeze(-1).softmax(dim=-1)
    return weights @ value, weights
