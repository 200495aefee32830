package io.xynergy.bench;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.RequestParser;
import java.nio.charset.StandardCharsets;

/** Request heads as clients send them. */
final class Heads {

    private Heads() {}

    /** What a program sends: a short path and the fields it cannot do without. */
    static byte[] program(String path) {
        return bytes(
                """
                GET %s HTTP/1.1
                Host: api.example.com
                User-Agent: curl/8.5.0
                Accept: */*

                """
                        .formatted(path));
    }

    /** What a browser sends: fifteen fields, a cookie and a bearer token among them. */
    static byte[] browser() {
        return bytes(
                """
                POST /api/v2/crm/contacts?page=2&sort=name HTTP/1.1
                Host: api.example.com
                Connection: keep-alive
                Content-Length: 512
                sec-ch-ua: "Chromium";v="136", "Not.A/Brand";v="99"
                sec-ch-ua-mobile: ?0
                Authorization: Bearer %s
                User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/136.0.0.0
                Content-Type: application/json
                Accept: application/json, text/plain, */*
                Origin: https://app.example.com
                Sec-Fetch-Site: same-site
                Sec-Fetch-Mode: cors
                Referer: https://app.example.com/contacts
                Accept-Encoding: gzip, deflate, br
                Accept-Language: en-GB,en;q=0.9
                Cookie: session=%s

                """
                        .formatted("t".repeat(600), "s".repeat(64)));
    }

    /** Parses a head that must be right. */
    static RequestHead parse(byte[] bytes) {
        RequestHead head = new RequestHead();
        RequestParser parser = new RequestParser(head);
        if (parser.parse(bytes, 0, bytes.length) != bytes.length) {
            throw new IllegalArgumentException("not a complete request head");
        }
        return head;
    }

    private static byte[] bytes(String lines) {
        return lines.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
