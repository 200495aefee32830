package io.xynergy.kit.identity;

import io.xynergy.kit.json.JsonWriter;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.document.DocumentBounds;
import io.xynergy.policy.document.DocumentReader;
import io.xynergy.policy.document.Node;
import io.xynergy.policy.document.Problems;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys as a JWK Set (RFC 7517 and 8037), which programs in other languages read as well. The
 * private form has a member {@code from} beside those of the standard: when gateways begin to sign
 * with the key.
 */
public final class KeyDocument {

    /** Longest document in bytes. */
    public static final int LONGEST = 64 << 10;

    /** Most keys in one document. */
    static final int MOST_KEYS = 16;

    private KeyDocument() {}

    /** The document of a gateway. */
    public static String ofPrivate(List<SigningKey> keys) {
        var json = new JsonWriter().openObject().name("keys").openArray();
        for (SigningKey key : keys) {
            begin(json, key.publicPart());
            json.member("d", key.d()).member("from", key.from().toString()).closeObject();
        }
        return text(json);
    }

    /** The document of services. */
    public static String ofPublic(List<PublicKeyEntry> keys) {
        var json = new JsonWriter().openObject().name("keys").openArray();
        for (PublicKeyEntry key : keys) {
            begin(json, key);
            json.closeObject();
        }
        return text(json);
    }

    private static void begin(JsonWriter json, PublicKeyEntry key) {
        json.openObject().member("kty", "OKP").member("crv", KeyText.ALGORITHM);
        json.member("use", "sig").member("alg", "EdDSA");
        json.member("kid", key.id()).member("x", key.x());
    }

    private static String text(JsonWriter json) {
        return new String(json.closeArray().closeObject().toBytes(), StandardCharsets.UTF_8);
    }

    /**
     * The keys of a gateway.
     *
     * @throws IllegalArgumentException if the document has none, or one that is not well formed
     */
    public static List<SigningKey> readPrivate(byte[] document) {
        List<SigningKey> keys = new ArrayList<>();
        for (Node node : nodes(document)) {
            keys.add(
                    new SigningKey(
                            text(node, "kid"),
                            instant(text(node, "from")),
                            text(node, "x"),
                            text(node, "d")));
        }
        return List.copyOf(keys);
    }

    /**
     * The keys of services.
     *
     * @throws IllegalArgumentException if the document has none, or one that is not well formed, of
     *     another kind, or private
     */
    public static List<PublicKeyEntry> readPublic(byte[] document) {
        List<PublicKeyEntry> keys = new ArrayList<>();
        for (Node node : nodes(document)) {
            if (node instanceof Node.MapNode(_, _, _, var entries) && entries.containsKey("d")) {
                throw new IllegalArgumentException(
                        "keys: there is a private key, which services must not have");
            }
            keys.add(new PublicKeyEntry(text(node, "kid"), text(node, "x")));
        }
        return List.copyOf(keys);
    }

    private static List<Node> nodes(byte[] document) {
        Node root = json(document);
        Node keys = root instanceof Node.MapNode map ? value(map.entries(), "keys") : null;
        if (!(keys instanceof Node.ListNode list)
                || list.items().isEmpty()
                || list.items().size() > MOST_KEYS) {
            throw new IllegalArgumentException(
                    "expected a JSON object with 1 to %d \"keys\"".formatted(MOST_KEYS));
        }
        Set<String> ids = new HashSet<>();
        for (Node node : list.items()) {
            if (!text(node, "kty").equals("OKP") || !text(node, "crv").equals(KeyText.ALGORITHM)) {
                throw new IllegalArgumentException("keys: expected only keys of Ed25519");
            }
            String id = text(node, "kid");
            KeyText.requireId(id);
            if (!ids.add(id)) {
                throw new IllegalArgumentException(
                        "kid " + id + ": there are two keys of this name");
            }
        }
        return list.items();
    }

    /** Other programs read no YAML, and of a member that comes twice they may take the other. */
    private static @Nullable Node json(byte[] document) {
        var problems = new Problems();
        var bounds = new DocumentBounds(LONGEST, LONGEST);
        return switch (DocumentReader.readJson(document, bounds, problems)) {
            case DocumentReader.JsonResult.NotJson<Node>(PolicyError error) ->
                    // the error's own words may have a part of a private key in them
                    throw new IllegalArgumentException(
                            "expected JSON; line %d, column %d is not"
                                    .formatted(error.line(), error.column()));
            case DocumentReader.JsonResult.Read<Node>(Node root) -> {
                if (!problems.isEmpty()) {
                    throw new IllegalArgumentException(problems.errors().getFirst().toString());
                }
                yield root;
            }
        };
    }

    private static @Nullable Node value(Map<String, Node.Entry> entries, String name) {
        Node.Entry entry = entries.get(name);
        return entry == null ? null : entry.value();
    }

    private static String text(Node node, String name) {
        Node found = node instanceof Node.MapNode map ? value(map.entries(), name) : null;
        if (!(found instanceof Node.ScalarNode scalar)) {
            throw new IllegalArgumentException("keys: there is one without a text " + name);
        }
        return scalar.text();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            throw new IllegalArgumentException(
                    "from: expected a time such as 2026-01-31T12:00:00Z");
        }
    }
}
