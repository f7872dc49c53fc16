package dev.shaker.pipeline.registration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.fsd.RowCounter;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.ObjectAt;
import dev.shaker.pipeline.SpaceLedger;
import dev.shaker.pipeline.SpaceLedger.Current;
import dev.shaker.tensor.ByteSource;
import dev.shaker.tensor.Sha256;

/**
 * Puts the sign planes of many adapters into one object, one file behind the other, so that a new row of thousands costs some
 * large reads and not a request for each. The objects they came in stay: who has just read where they were finds them.
 */
@ApplicationScoped
class PlanePacking {
    private static final Logger LOG = Logger.getLogger(PlanePacking.class);
    /** Reading more at once gains nothing. */
    private static final long LARGEST = 4 << 20;
    private static final int PACK_BYTES = 32 << 20;
    /** Objects read at a time. */
    private static final int TOGETHER = 256;
    private static final int THREADS = 4 * Runtime.getRuntime().availableProcessors();

    private final AdapterStore store;
    private final SpaceLedger spaces;
    private final PlaneLibrary library;
    private final int enough;
    /** Spaces whose planes are large enough to stay as they are, with their basis. */
    private final Set<String> large = ConcurrentHashMap.newKeySet();

    PlanePacking(AdapterStore store, SpaceLedger spaces, PlaneLibrary library, PlaneSettings settings) {
        this.store = store;
        this.spaces = spaces;
        this.library = library;
        this.enough = settings.pack();
    }

    /** Packs what is new in a space, once there is enough of it. What was registered stays so if this fails. */
    void pack(SpaceName space) {
        List<Current> current = spaces.current(space);
        for (Basis basis : Basis.values()) {
            List<String> single = current.stream().flatMap(one -> PlaneLibrary.located(one, basis).stream())
                    .map(PlaneLibrary.Located::location).distinct().filter(location -> PlanePlace.of(location).whole())
                    .toList();
            if (single.size() >= enough && !large.contains(space + " " + basis.wire())) {
                try {
                    pack(space, basis, single);
                } catch (ShakerException e) {
                    LOG.warnf(
                            "the sign planes of space=%s basis=%s stay %d objects, the next registration tries again: %s",
                            space, basis.wire(), single.size(), e.getMessage());
                }
            }
        }
    }

    private void pack(SpaceName space, Basis basis, List<String> locations) {
        ByteArrayOutputStream pack = new ByteArrayOutputStream();
        Map<String, PlanePlace> places = new LinkedHashMap<>();
        for (int from = 0; from < locations.size(); from += Math.max(enough, TOGETHER)) {
            List<Callable<byte[]>> reads = new ArrayList<>();
            List<String> together = locations.subList(from,
                    Math.min(locations.size(), from + Math.max(enough, TOGETHER)));
            together.forEach(location -> reads.add(() -> read(location)));
            List<byte[]> files = RowCounter.inParallel(reads, THREADS);
            for (int i = 0; i < files.size(); i++) {
                byte[] file = files.get(i);
                if (file.length == 0) {
                    large.add(space + " " + basis.wire());
                    return;
                }
                if (pack.size() + file.length > PACK_BYTES) {
                    write(space, basis, pack, places);
                }
                places.put(together.get(i), new PlanePlace("", pack.size(), file.length));
                pack.writeBytes(file);
            }
        }
        write(space, basis, pack, places);
    }

    /** The bytes of an object, none of one that is too large. */
    private byte[] read(String location) {
        ByteSource source = ObjectAt.open(store, location);
        byte[] bytes = new byte[source.size() > LARGEST ? 0 : (int) source.size()];
        source.read(0, bytes.length).get(bytes);
        return bytes;
    }

    private void write(SpaceName space, Basis basis, ByteArrayOutputStream pack, Map<String, PlanePlace> places) {
        if (places.size() > 1) {
            byte[] bytes = pack.toByteArray();
            String prefix = store.locate("planes/packs/" + Sha256.hex(bytes) + "/");
            String file = basis.wire() + ".planes";
            try (OutputStream out = store.sink(prefix).create(file)) {
                out.write(bytes);
            } catch (IOException e) {
                throw new ShakerException(ErrorCode.STORE_UNAVAILABLE,
                        "packed sign planes could not be written to " + prefix + file, e);
            }
            Map<String, String> moved = new LinkedHashMap<>();
            places.forEach((from, place) -> moved.put(from,
                    new PlanePlace(prefix + file, place.offset(), place.length()).location()));
            spaces.movePlanes(space, basis, moved);
            moved.forEach(library::moved);
            LOG.infof("sign planes packed: space=%s basis=%s adapters=%d bytes=%d", space, basis.wire(), moved.size(),
                    bytes.length);
        }
        pack.reset();
        places.clear();
    }
}
