package io.xynergy.gateway.exchange;

import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The protocols that a client asks to change to (RFC 9110, 7.8), as far as its route allows them:
 * of all members of all {@code Upgrade} lines, by their names before the slash.
 *
 * <p>What goes on is written here from what was read here, so that an upstream sees nothing else.
 */
public final class UpgradeOffer {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern PROTOCOL = Pattern.compile("(" + TOKEN + ")(?:/(" + TOKEN + "))?");

    /** A protocol with its name in lower case. */
    private record Protocol(String name, @Nullable String version) {

        @Override
        public String toString() {
            return version == null ? name : name + "/" + version;
        }

        /** Whether who asked for {@code this} can be meant by {@code response}. */
        boolean includes(Protocol response) {
            String asked = version;
            String got = response.version();
            boolean sameVersion = asked == null || got == null || asked.equalsIgnoreCase(got);
            return name.equals(response.name()) && sameVersion;
        }
    }

    private final List<Protocol> protocols;

    private UpgradeOffer(List<Protocol> protocols) {
        this.protocols = protocols;
    }

    /**
     * Reads the fields of a request that asks for an upgrade.
     *
     * @param allowed lower-case names
     * @return null when it asks for nothing that is allowed
     */
    static @Nullable UpgradeOffer of(Fields request, Set<String> allowed) {
        List<Protocol> protocols = new ArrayList<>();
        for (String member : members(request)) {
            Protocol protocol = parse(member);
            if (protocol != null && allowed.contains(protocol.name())) {
                protocols.add(protocol);
            }
        }
        return protocols.isEmpty() ? null : new UpgradeOffer(protocols);
    }

    /** The lines that ask an upstream for the same. */
    public byte[] lines() {
        return lines(protocols.stream().map(Protocol::toString).collect(Collectors.joining(", ")));
    }

    /**
     * The lines that tell the client what an upstream agreed to, from the fields of its response.
     *
     * @return null when it names no protocol, several, or one that was not offered
     */
    public byte @Nullable [] agreed(Fields response) {
        List<String> members = members(response);
        if (members.size() != 1) {
            return null;
        }
        Protocol protocol = parse(members.getFirst());
        if (protocol == null || protocols.stream().noneMatch(asked -> asked.includes(protocol))) {
            return null;
        }
        return lines(protocol.toString());
    }

    private static byte[] lines(String protocols) {
        return ("Upgrade: " + protocols + "\r\nConnection: Upgrade\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static List<String> members(Fields fields) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < fields.count(); i++) {
            if (fields.id(i) == FieldName.UPGRADE) {
                for (String member : fields.value(i).split(",", -1)) {
                    String text = member.strip();
                    if (!text.isEmpty()) {
                        members.add(text);
                    }
                }
            }
        }
        return members;
    }

    private static @Nullable Protocol parse(String member) {
        Matcher matcher = PROTOCOL.matcher(member);
        return matcher.matches()
                ? new Protocol(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2))
                : null;
    }
}
