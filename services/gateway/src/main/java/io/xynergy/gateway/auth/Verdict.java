package io.xynergy.gateway.auth;

/** What is known of a request's sender, after all that a route asks was checked. */
public sealed interface Verdict permits Principal, Anonymous, Refusal {}
