"""Encoder and decoder together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jaxtyping import Float, Int64
from torch import Tensor, nn

from work04_grconv.grconv.plain import Activation
from work04_grconv.translation.decoders import AttentionDecoder, CodeDecoder, Decoder
from work04_grconv.translation.encoders import Encoded, GrConvEncoder, RecurrentEncoder

TranslatorKind = Literal["grconv", "gru", "attention"]


@dataclass(frozen=True)
class Sizes:
    """The shape of a translator."""

    kind: TranslatorKind
    source_vocab_size: int
    target_vocab_size: int
    embedding: int
    hidden: int
    activation: Activation
    dropout: float


class Translator(nn.Module):
    """P(target | source): one of the paper's two encoders, or attention.

    grconv and gru give the decoder one vector for a sentence; attention reads in both directions
    and lets the decoder look back at every word.
    """

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        shape = (sizes.source_vocab_size, sizes.embedding, sizes.hidden)
        self.encoder: GrConvEncoder | RecurrentEncoder
        if sizes.kind == "grconv":
            self.encoder = GrConvEncoder(*shape, activation=sizes.activation, dropout=sizes.dropout)
        else:
            both = sizes.kind == "attention"
            self.encoder = RecurrentEncoder(*shape, bidirectional=both, dropout=sizes.dropout)
        make: type[Decoder] = AttentionDecoder if sizes.kind == "attention" else CodeDecoder
        self.decoder = make(
            sizes.target_vocab_size, sizes.embedding, sizes.hidden, code=self.encoder.width,
            dropout=sizes.dropout,
        )  # type: ignore[call-arg]  # fmt: skip

    def encode(
        self, source: Int64[Tensor, "batch time"], lengths: Int64[Tensor, " batch"]
    ) -> Encoded:
        """Read padded source sentences."""
        encoded: Encoded = self.encoder(source, lengths)
        return encoded

    def forward(
        self,
        source: Int64[Tensor, "batch time"],
        lengths: Int64[Tensor, " batch"],
        inputs: Int64[Tensor, "batch words"],
    ) -> Float[Tensor, "batch words vocabulary"]:
        """Return the logits of each next target word, given the source and the target's words before."""
        logits: Tensor = self.decoder(self.encode(source, lengths), inputs)
        return logits
