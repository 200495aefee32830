package io.xynergy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Packs an image: {@code --name NAME:TAG --out FILE.tar --architecture ARCH --created TIME --user
 * UID:GID [--label KEY=VALUE …] [--env NAME=VALUE …] --layer FOLDER … -- ENTRYPOINT …}.
 *
 * <p>Prints one line: name, digest, bytes to transfer, bytes unpacked.
 */
public final class Main {

    private static final int USAGE = 64;

    private Main() {}

    public static void main(String[] arguments) {
        try {
            System.out.println(pack(List.of(arguments)));
        } catch (IllegalArgumentException | DateTimeException e) {
            System.err.println("image: " + e.getMessage());
            System.exit(USAGE);
        } catch (IOException e) {
            System.err.println("image: " + e);
            System.exit(1);
        }
    }

    /** The line that tells of the image. */
    static String pack(List<String> arguments) throws IOException {
        int end = arguments.indexOf("--");
        if (end < 0 || end == arguments.size() - 1) {
            throw new IllegalArgumentException("-- ENTRYPOINT is missing at the end");
        }
        Map<String, List<String>> options = options(arguments.subList(0, end));
        var settings =
                new ImageSettings(
                        one(options, "--name"),
                        one(options, "--architecture"),
                        Instant.parse(one(options, "--created")),
                        one(options, "--user"),
                        arguments.subList(end + 1, arguments.size()),
                        pairs(options, "--env"),
                        pairs(options, "--label"));
        Path archive = Path.of(one(options, "--out")).toAbsolutePath();
        Path work = Files.createTempDirectory(archive.getParent(), "packing");
        try {
            List<Layer> layers = new ArrayList<>();
            for (String folder : options.getOrDefault("--layer", List.of())) {
                layers.add(Layer.of(Path.of(folder), work, settings.created()));
            }
            String digest = new ImageArchive(settings, layers).write(archive);
            return "%s %s %d %d"
                    .formatted(
                            settings.name(),
                            digest,
                            layers.stream().mapToLong(layer -> layer.size()).sum(),
                            layers.stream().mapToLong(layer -> layer.unpacked()).sum());
        } finally {
            try (var files = Files.list(work)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(work);
        }
    }

    private static Map<String, List<String>> options(List<String> words) {
        Map<String, List<String>> options = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            if (!words.get(i).startsWith("--") || i + 1 == words.size()) {
                throw new IllegalArgumentException(
                        "expected an option and its value, found " + words.get(i));
            }
            options.computeIfAbsent(words.get(i), _ -> new ArrayList<>()).add(words.get(i + 1));
        }
        return options;
    }

    private static String one(Map<String, List<String>> options, String name) {
        List<String> values = options.getOrDefault(name, List.of());
        if (values.size() != 1) {
            throw new IllegalArgumentException(
                    "%s: expected once, found %d times".formatted(name, values.size()));
        }
        return values.getFirst();
    }

    private static Map<String, String> pairs(Map<String, List<String>> options, String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : options.getOrDefault(name, List.of())) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "%s: expected NAME=VALUE, found %s".formatted(name, pair));
            }
            pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return pairs;
    }
}
