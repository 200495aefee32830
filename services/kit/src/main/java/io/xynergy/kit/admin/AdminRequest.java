package io.xynergy.kit.admin;

import java.util.Optional;

/** What an admin route is given. */
public interface AdminRequest {

    /**
     * The body's bytes as they were sent, whatever their {@code Content-Encoding}; empty when there
     * is none. A handler that responses without asking for them ends the connection.
     *
     * @throws io.xynergy.kit.error.ProblemException when there are too many, or they take too long
     */
    byte[] body();

    /** Whether the body was sent in gzip; other codings are refused before. */
    boolean isPacked();

    /** The first value of a header, by its name in any case. */
    Optional<String> header(String name);

    /** Whether it comes from a client on this machine. */
    boolean isLocal();

    /** The id that the response and the log carry. */
    String requestId();
}
