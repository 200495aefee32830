package io.xynergy.kit.admin;

import java.util.Optional;

/** What an admin route is given: the whole body, already within its bound. */
public interface AdminRequest {

    /** The body's bytes; empty when there is none. */
    byte[] body();

    /** The first value of a header, by its name in any case. */
    Optional<String> header(String name);

    /** The id that the answer and the log carry. */
    String requestId();
}
