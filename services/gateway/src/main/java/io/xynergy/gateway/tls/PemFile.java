package io.xynergy.gateway.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The blocks of a file in PEM (RFC 7468), as tools of all kinds write them: with text before,
 * between and behind the blocks, any ends of lines, a byte order mark, and headers (RFC 1421) in a
 * block.
 */
final class PemFile {

    /** More than any chain or bundle of authorities. */
    private static final int MAX_BYTES = 4 << 20;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private PemFile() {}

    /**
     * One block.
     *
     * @param label what stands behind BEGIN
     * @param headers the lines above the Base64, empty as a rule
     */
    record Block(String label, String headers, byte[] content) {

        /** Whether its content is encrypted, in the form of OpenSSL or of PKCS #8. */
        boolean isEncrypted() {
            return label.equals("ENCRYPTED PRIVATE KEY") || headers.contains("ENCRYPTED");
        }

        /** Never its content, which may be secret. */
        @Override
        public String toString() {
            return label;
        }
    }

    /**
     * All blocks of a file in their order.
     *
     * @throws IOException if it cannot be read, holds no block, or one is damaged, naming the file
     */
    static List<Block> read(Path file) throws IOException {
        byte[] bytes = bytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            String label = labelEnd < 0 ? "" : text.substring(at + BEGIN.length(), labelEnd);
            int end = labelEnd < 0 ? -1 : text.indexOf(END + label + DASHES, labelEnd);
            if (end < 0) {
                throw new IOException(
                        "%s: the block that begins in line %d has no end"
                                .formatted(file, lineOf(text, at)));
            }
            blocks.add(block(file, label, text.substring(labelEnd + DASHES.length(), end)));
            at = text.indexOf(BEGIN, end);
        }
        if (blocks.isEmpty()) {
            throw new IOException(file + " holds nothing in PEM" + whatElse(bytes));
        }
        return blocks;
    }

    private static long lineOf(String text, int at) {
        return 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    /** Headers end with an empty line (RFC 1421, 4.4); a line of Base64 has no colon. */
    private static Block block(Path file, String label, String body) throws IOException {
        String headers = "";
        String content = body;
        if (body.indexOf(':') >= 0) {
            String[] parts = body.replace("\r\n", "\n").strip().split("\n[ \t]*\n", 2);
            if (parts.length == 2) {
                headers = parts[0];
                content = parts[1];
            }
        }
        try {
            String base64 = content.replaceAll("\\s+", "");
            return new Block(label, headers, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException _) {
            // The cause would quote what may be secret.
            throw new IOException(file + ": the block \"" + label + "\" is not Base64");
        }
    }

    /** A hint at what a file is that is not PEM. */
    private static String whatElse(byte[] bytes) {
        if (bytes.length == 0) {
            return ": it is empty";
        }
        if (bytes.length > 1) {
            int first = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
            if (first == 0xfffe || first == 0xfeff) {
                return ": it is UTF-16; save it as ASCII or UTF-8";
            }
            if (first == 0x3082 || first == 0x3081) {
                return ": it is DER or PKCS #12; convert it by openssl";
            }
        }
        return "";
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                // Reading a pipe or a device might wait for ever, or never end.
                throw new IOException(file + " is not a regular file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
                }
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        }
    }
}
