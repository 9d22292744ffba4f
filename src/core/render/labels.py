"""Words that every output shares."""

from core.model.finding import Blame, Confidence

WHO = {
    Blame.SERVER: "the operator of the server",
    Blame.NETWORK: "whoever runs the network between",
    Blame.CLIENT: "the client's side",
    Blame.CA: "the certificate authority",
    Blame.NONE: "nobody",
}
SURE = {
    Confidence.STATED: "the peer said so",
    Confidence.MEASURED: "we measured it",
    Confidence.INFERRED: "inferred from what we saw",
}
