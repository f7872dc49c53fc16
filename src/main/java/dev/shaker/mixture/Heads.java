package dev.shaker.mixture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.Recipe.RecipeMember;
import dev.shaker.mixture.merge.Bodies;
import dev.shaker.mixture.merge.BodyPart;
import dev.shaker.mixture.merge.LoraScales;
import dev.shaker.mixture.merge.MeanTensors;
import dev.shaker.mixture.spec.MixtureErrors;

/** Averages heads, on request only: the outputs of two heads mean the same only where their labels do. */
final class Heads {
    private Heads() {
    }

    /** @throws dev.shaker.error.ShakerException {@code MIXTURE_REQUEST_INVALID} unless all labels are known and equal */
    static void requireEqualLabels(List<Member> members) {
        Member first = members.get(0);
        for (Member member : members) {
            if (member.labels().isEmpty() || !member.labels().equals(first.labels())) {
                throw MixtureErrors.invalid("merge.heads", "heads of '" + first.domain() + "' with labels "
                        + first.labels() + " and of '" + member.domain() + "' with labels " + member.labels()
                        + " cannot be averaged; only equal labels in equal order can, so keep 'own' heads");
            }
        }
    }

    /** The owners with one mean head, under each one's own names. */
    static List<MixtureWriter.Owner> averaged(List<MixtureWriter.Owner> owners, List<RecipeMember> members) {
        List<BodyPart> parts = new ArrayList<>();
        for (int i = 0; i < owners.size(); i++) {
            Adapter adapter = owners.get(i).adapter();
            Head head = adapter.head().orElseThrow(() -> MixtureWriter.noHead(adapter));
            Head first = owners.get(0).adapter().head().orElseThrow();
            if (!head.config().equals(first.config())) {
                throw MixtureErrors.invalid("merge.heads", "heads of '" + members.get(0).domain() + "' and '"
                        + members.get(i).domain() + "' are built differently, " + first.config() + " and "
                        + head.config() + "; keep 'own' heads");
            }
            parts.add(new BodyPart(members.get(i).domain(), members.get(i).adapterId().hex(), adapter.config(),
                    head.tensors(), members.get(i).weight()));
        }
        Bodies.requireSameLayers("mean of heads", parts);
        Tensors mean = new MeanTensors(parts, LoraScales.NONE);
        List<MixtureWriter.Owner> averaged = new ArrayList<>();
        for (MixtureWriter.Owner owner : owners) {
            averaged.add(new MixtureWriter.Owner(owner.domain(), withHead(owner.adapter(), mean)));
        }
        return averaged;
    }

    private static Adapter withHead(Adapter adapter, Tensors mean) {
        Head own = adapter.head().orElseThrow();
        return new Adapter(adapter.location(), adapter.format(), adapter.name(), adapter.baseModelName(),
                adapter.config(), adapter.body(),
                Optional.of(new Head(own.config(), new Renamed(own.tensors().layers(), mean))),
                adapter.source());
    }

    private record Renamed(List<AdapterLayer> layers, Tensors values) implements Tensors {
        @Override
        public float[] read(AdapterLayer layer) {
            return Bodies.read(values, layer);
        }
    }
}
