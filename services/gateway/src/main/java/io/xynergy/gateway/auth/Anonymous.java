package io.xynergy.gateway.auth;

/** Nobody is known, and the route lets such requests pass. */
public enum Anonymous implements Verdict {
    NOBODY
}
