package io.xynergy.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.xynergy.kit.json.JsonWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One image in one file, as an OCI image layout that has Docker's own index beside it: {@code
 * docker load}, {@code kind load image-archive}, {@code ctr images import} and {@code skopeo} read
 * it.
 */
final class ImageArchive {

    private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";

    private final ImageSettings settings;
    private final List<Layer> layers;

    ImageArchive(ImageSettings settings, List<Layer> layers) {
        this.settings = settings;
        this.layers = List.copyOf(layers);
    }

    /**
     * Writes the file, which appears when it is complete.
     *
     * @return the image's digest
     */
    String write(Path archive) throws IOException {
        byte[] config = config();
        byte[] manifest = manifest(config);
        Path partial = archive.resolveSibling(archive.getFileName() + ".partial");
        try (var tar =
                new TarStream(
                        new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16),
                        settings.created())) {
            tar.file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(UTF_8));
            tar.file("index.json", index(manifest));
            tar.file("manifest.json", dockerIndex(config));
            tar.file(Sha256.blob(Sha256.of(manifest)), manifest);
            tar.file(Sha256.blob(Sha256.of(config)), config);
            Set<String> written = new LinkedHashSet<>();
            for (Layer layer : layers) {
                if (written.add(layer.digest())) {
                    tar.file(Sha256.blob(layer.digest()), 0644, layer.packed());
                }
            }
        }
        Files.move(partial, archive, StandardCopyOption.REPLACE_EXISTING);
        return Sha256.of(manifest);
    }

    private byte[] config() {
        var json = new JsonWriter().openObject();
        json.member("architecture", settings.architecture());
        json.name("config").openObject();
        strings(json, "Entrypoint", settings.entrypoint());
        strings(json, "Env", settings.variables());
        strings(json, "Labels", settings.labels());
        json.member("User", settings.user());
        json.member("WorkingDir", "/");
        json.closeObject();
        json.member("created", settings.created().toString());
        json.name("history").openArray();
        for (Layer _ : layers) {
            json.openObject()
                    .member("created", settings.created().toString())
                    .member("created_by", "make images")
                    .closeObject();
        }
        json.closeArray();
        json.member("os", "linux");
        json.name("rootfs").openObject().member("type", "layers");
        strings(json, "diff_ids", layers.stream().map(layer -> layer.content()).toList());
        return json.closeObject().closeObject().toBytes();
    }

    private byte[] manifest(byte[] config) {
        var json = new JsonWriter().openObject().member("schemaVersion", 2);
        json.member("mediaType", MANIFEST_TYPE);
        json.name("config");
        descriptor(json, CONFIG_TYPE, Sha256.of(config), config.length).closeObject();
        json.name("layers").openArray();
        for (Layer layer : layers) {
            descriptor(json, LAYER_TYPE, layer.digest(), layer.size()).closeObject();
        }
        json.closeArray();
        strings(json, "annotations", settings.labels());
        return json.closeObject().toBytes();
    }

    private byte[] index(byte[] manifest) {
        var json = new JsonWriter().openObject().member("schemaVersion", 2);
        json.member("mediaType", INDEX_TYPE);
        json.name("manifests").openArray();
        descriptor(json, MANIFEST_TYPE, Sha256.of(manifest), manifest.length);
        json.name("platform").openObject();
        json.member("architecture", settings.architecture()).member("os", "linux").closeObject();
        String name = settings.name();
        String tag = name.substring(name.lastIndexOf(':') + 1);
        strings(
                json,
                "annotations",
                Map.of("io.containerd.image.name", name, "org.opencontainers.image.ref.name", tag));
        return json.closeObject().closeArray().closeObject().toBytes();
    }

    private byte[] dockerIndex(byte[] config) {
        var json = new JsonWriter().openArray().openObject();
        json.member("Config", Sha256.blob(Sha256.of(config)));
        strings(json, "RepoTags", List.of(settings.name()));
        strings(json, "Layers", layers.stream().map(layer -> Sha256.blob(layer.digest())).toList());
        return json.closeObject().closeArray().toBytes();
    }

    /** Opens an object; the caller closes it. */
    private static JsonWriter descriptor(JsonWriter json, String type, String digest, long size) {
        return json.openObject()
                .member("mediaType", type)
                .member("digest", digest)
                .member("size", size);
    }

    private static void strings(JsonWriter json, String name, List<String> values) {
        json.name(name).openArray();
        values.forEach(json::value);
        json.closeArray();
    }

    private static void strings(JsonWriter json, String name, Map<String, String> values) {
        json.name(name).openObject();
        new TreeMap<>(values).forEach(json::member);
        json.closeObject();
    }
}
