package io.xynergy.crm.api;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/** Takes the body of a request: JSON, bounded, within the budget of memory. */
final class JsonBody {

    static final String JSON = "application/json";
    static final String MERGE_PATCH = "application/merge-patch+json";

    private static final HeaderName ACCEPT_POST = HeaderNames.create("Accept-Post");
    private static final HeaderName ACCEPT_PATCH = HeaderNames.create("Accept-Patch");

    private static final int BLOCK = 64 * 1024;

    private JsonBody() {}

    /** Refuses bodies of other types: 415 that says which are taken. */
    static void requireType(ServerRequest request, ServerResponse response, String... types) {
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        if (isOneOf(type, List.of(types)) && isPlain(request)) {
            return;
        }
        boolean patch = request.prologue().method().text().equals("PATCH");
        response.header(patch ? ACCEPT_PATCH : ACCEPT_POST, String.join(", ", types));
        throw new ProblemException(
                Problem.of(
                        415,
                        "unsupported_media_type",
                        "The body has to be %s in UTF-8, without a Content-Encoding."
                                .formatted(String.join(" or ", types))));
    }

    private static boolean isPlain(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.CONTENT_ENCODING)
                .map(encoding -> encoding.equalsIgnoreCase("identity"))
                .orElse(true);
    }

    private static boolean isOneOf(String header, List<String> types) {
        String[] parts = header.split(";", -1);
        if (!types.contains(parts[0].strip().toLowerCase(Locale.ROOT))) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT).replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                return false;
            }
        }
        return true;
    }

    /**
     * The body's bytes.
     *
     * @throws ProblemException 413 when it is longer than allowed
     */
    static byte[] read(ServerRequest request, MemoryBudget.Share share, int longest)
            throws IOException {
        long announced = request.headers().contentLength().orElse(0);
        if (announced > longest) {
            throw tooLong(longest);
        }
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        share.resize(announced);
        var body = new ByteArrayOutputStream((int) Math.max(announced, 1024));
        try (InputStream in = request.content().inputStream()) {
            byte[] block = new byte[BLOCK];
            int read = in.read(block);
            while (read >= 0) {
                if (body.size() + read > longest) {
                    throw tooLong(longest);
                }
                share.resize(Math.max(announced, 2L * (body.size() + read)));
                body.write(block, 0, read);
                read = in.read(block);
            }
        }
        return body.toByteArray();
    }

    private static ProblemException tooLong(int longest) {
        return new ProblemException(
                Problem.of(
                        413,
                        "body_too_large",
                        "The body is longer than the %d bytes that are allowed."
                                .formatted(longest)));
    }
}
