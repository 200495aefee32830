package io.xynergy.gateway.http;

import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from as the gateway says it to services, whatever an untrusted client wrote
 * in the fields for that; what a trusted proxy says of its client counts.
 */
public interface Origin {

    /** Whether the client's URL begins with {@code https}. */
    boolean isSecure();

    /** Host and port of the client's URL where a proxy tells them; null: the request's own. */
    byte @Nullable [] toldAuthority();

    /** The port of the client's URL where a proxy tells it; 0: it does not. */
    int toldPort();

    /** Whether a trusted proxy sent the request, so that its other fields of this kind count. */
    boolean isTold();

    /**
     * What services get in a field that the gateway writes.
     *
     * @param fieldName one of {@link FieldName#FORWARDED} to {@link FieldName#X_REAL_IP}, or {@link
     *     FieldName#REQUEST_ID}
     * @return null when they do not get the field
     */
    byte @Nullable [] value(int fieldName);
}
