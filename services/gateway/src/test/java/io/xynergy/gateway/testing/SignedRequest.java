package io.xynergy.gateway.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A {@code PUT} to the admin listener as an operator signs it; each part can be made wrong. */
public final class SignedRequest {

    private final String path;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final byte[] body;

    private SignedRequest(String path, byte[] body) {
        this.path = path;
        this.body = body;
    }

    /** A document as it is, with everything right. */
    public static SignedRequest of(byte[] key, String path, long revision, byte[] document) {
        return packed(key, path, revision, document, document);
    }

    /** A document whose body is another one: packed, or wrong. */
    public static SignedRequest packed(
            byte[] key, String path, long revision, byte[] document, byte[] body) {
        return signed(key, path, Long.toString(revision), sha256(document), body);
    }

    /** Any revision and digest, with the right signature over them. */
    public static SignedRequest signed(
            byte[] key, String path, String revision, String digest, byte[] body) {
        String text = "PUT\n%s\n%s\n%s\n%s\n".formatted(path, revision, digest, sha256(body));
        return new SignedRequest(path, body)
                .with("Host", "admin")
                .with("Content-Length", Integer.toString(body.length))
                .with("X-Xynergy-Revision", revision)
                .with("X-Xynergy-Digest", digest)
                .with(
                        "X-Xynergy-Signature",
                        "v1=" + hmac(key, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sets a header. */
    public SignedRequest with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Leaves a header out. */
    public SignedRequest without(String name) {
        headers.remove(name);
        return this;
    }

    /** The request's head. */
    public String head() {
        var head = new StringBuilder("PUT " + path + " HTTP/1.1\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        return head.append("\r\n").toString();
    }

    /** The request as it goes over the wire. */
    public byte[] bytes() {
        byte[] head = head().getBytes(StandardCharsets.ISO_8859_1);
        var all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    /** SHA-256 in lower-case hex. */
    public static String sha256(byte[] document) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** HMAC-SHA-256 in lower-case hex. */
    public static String hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
