"""What a fault means for a shape, as the second half of a sentence."""

from __future__ import annotations

MEANINGS = {
    "LD101": "every sequence of a list was taken for an input of its own",
    "LD201": "the feature axis is missing",
    "LD202": "the time axis is missing",
    "LD203": "the batch axis is missing",
    "LD204": "there is an axis of size 1 too many",
    "LD107": "an axis has length 0",
    "LD205": "the timesteps of every sequence were flattened into one row",
    "LD206": "a long series was not cut into windows",
    "LD207": "timesteps and features are swapped",
    "LD208": "the timesteps stand before the batch",
    "LD209": "the samples are split over two axes",
    "LD210": "the number of features differs",
    "LD302": "the number of timesteps differs",
    "LD299": "nothing that was done to the shape explains it",
    "LD401": "the batch has another size than the model was built for",
    "LD604": "vectors stand where an Embedding takes token ids",
    "LD605": "token ids stand where the model takes vectors",
    "LD805": "the model was built for as many timesteps as there were samples",
    "LD902": "the layer before gives no sequence",
    "LD903": "the validation data has another shape than the training data",
}
