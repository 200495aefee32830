package io.xynergy.kit.admin;

import java.util.Locale;

/**
 * One operation of a service on its admin listener.
 *
 * @param method an HTTP method in upper case
 * @param path the exact path
 */
public record AdminRoute(String method, String path, Handler handler) {

    public AdminRoute {
        if (method.isEmpty() || !method.equals(method.toUpperCase(Locale.ROOT))) {
            throw new IllegalArgumentException("not a method in upper case: " + method);
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with a slash: " + path);
        }
    }

    /** A route for GET, which answers HEAD too. */
    public static AdminRoute get(String path, Handler handler) {
        return new AdminRoute("GET", path, handler);
    }

    /** A route for PUT. */
    public static AdminRoute put(String path, Handler handler) {
        return new AdminRoute("PUT", path, handler);
    }

    /**
     * Answers one request; it may block. A {@link io.xynergy.kit.error.ProblemException} becomes
     * the response that it describes, any other exception a 500 that only the log explains.
     */
    @FunctionalInterface
    public interface Handler {

        /** Answers. */
        AdminResponse respond(AdminRequest request) throws Exception;
    }
}
