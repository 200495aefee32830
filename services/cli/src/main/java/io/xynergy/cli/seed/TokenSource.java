package io.xynergy.cli.seed;

import io.xynergy.cli.issuer.IssuerException;

/** Gives the token to send. */
@FunctionalInterface
public interface TokenSource {

    /** A new token. */
    String next() throws IssuerException;
}
