package io.xynergy.gateway.http;

/** Small numbers for the header names that the gateway itself acts on. */
public final class FieldName {

    /** A name that means nothing to the gateway. */
    public static final int OTHER = 0;

    public static final int HOST = 1;

    private FieldName() {}
}
