package io.xynergy.gateway.auth;

/** What is known of a request's sender. */
public sealed interface Verdict permits Principal, Anonymous, Refusal {}
