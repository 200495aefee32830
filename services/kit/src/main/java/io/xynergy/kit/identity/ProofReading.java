package io.xynergy.kit.identity;

/** What became of the text of a proof. */
public sealed interface ProofReading permits Proof, ProofFault {}
