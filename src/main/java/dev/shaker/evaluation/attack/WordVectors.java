package dev.shaker.evaluation.attack;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * Synonyms by word vectors: the words of highest cosine, as in TextFooler, whose authors take vectors that were fitted to keep
 * antonyms apart. A line holds a word and its numbers, separated by spaces, as GloVe and word2vec write them; a first line with
 * the two counts is passed over, gzip is recognised. The vectors know no parts of speech: the sentence's tagger does.
 */
public final class WordVectors implements Synonyms, AutoCloseable {
    /** Such files begin with the most frequent words; what comes after so many is hardly ever a better synonym. */
    private static final int WORDS = 200_000;

    private final List<String> words;
    private final List<float[]> vectors;
    private final Map<String, Integer> index;
    private final Map<String, List<String>> known = new HashMap<>();
    private final double cosine;

    private WordVectors(List<String> words, List<float[]> vectors, Map<String, Integer> index, double cosine) {
        this.words = words;
        this.vectors = vectors;
        this.index = index;
        this.cosine = cosine;
    }

    /**
     * Reads vectors of equal length D; the stream is left open.
     *
     * @param source what to call the file in an error
     * @param cosine least cosine between a word and its synonym
     * @throws ShakerException {@code DATA_FILE_INVALID} with file and line
     */
    public static WordVectors read(InputStream stream, String source, double cosine) {
        List<String> words = new ArrayList<>();
        List<float[]> vectors = new ArrayList<>();
        Map<String, Integer> index = new HashMap<>();
        int number = 0;
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(plain(stream), StandardCharsets.UTF_8));
            String line;
            while (words.size() < WORDS && (line = lines.readLine()) != null) {
                number++;
                String[] fields = line.strip().split(" +");
                if (number == 1 && fields.length == 2) {
                    continue;
                }
                float[] vector = unit(fields);
                if (!vectors.isEmpty() && vectors.getFirst().length != vector.length) {
                    throw new NumberFormatException(
                            vector.length + " numbers, the first word has " + vectors.getFirst().length);
                }
                String word = fields[0].toLowerCase(Locale.ROOT);
                if (index.putIfAbsent(word, words.size()) == null) {
                    words.add(word);
                    vectors.add(vector);
                }
            }
        } catch (IOException | NumberFormatException e) {
            throw new ShakerException(ErrorCode.DATA_FILE_INVALID, "word vectors '" + source + "', line " + number
                    + ": " + e.getMessage() + "; each line must hold a word and its numbers, separated by spaces", e)
                    .with("file", source).with("line", number);
        }
        if (words.isEmpty()) {
            throw new ShakerException(ErrorCode.DATA_FILE_INVALID, "word vectors '" + source + "' hold no word")
                    .with("file", source);
        }
        return new WordVectors(words, vectors, index, cosine);
    }

    @Override
    public List<String> of(String word, PartOfSpeech part, int limit) {
        List<String> near = known.computeIfAbsent(word, this::neighbours);
        return near.size() <= limit ? near : near.subList(0, limit);
    }

    /** Bytes in memory, about. */
    public long bytes() {
        return (long) words.size() * (vectors.getFirst().length * (long) Float.BYTES + 150);
    }

    @Override
    public void close() {
        known.clear();
    }

    private record Neighbour(int at, float cosine) {}

    private List<String> neighbours(String word) {
        Integer at = index.get(word);
        if (at == null) {
            return List.of();
        }
        float[] own = vectors.get(at);
        List<Neighbour> near = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            float product = product(own, vectors.get(i));
            if (i != at && product >= cosine && Character.isLetter(words.get(i).codePointAt(0))) {
                near.add(new Neighbour(i, product));
            }
        }
        near.sort((a, b) -> a.cosine() == b.cosine()
                ? Integer.compare(a.at(), b.at())
                : Float.compare(b.cosine(), a.cosine()));
        return near.stream().map(neighbour -> words.get(neighbour.at())).toList();
    }

    private static float product(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static float[] unit(String[] fields) {
        if (fields.length < 2) {
            throw new NumberFormatException("no numbers");
        }
        float[] vector = new float[fields.length - 1];
        double square = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = Float.parseFloat(fields[i + 1]);
            square += (double) vector[i] * vector[i];
        }
        if (!Double.isFinite(square)) {
            throw new NumberFormatException("a number that is not finite");
        }
        float scale = square == 0 ? 0 : (float) (1 / Math.sqrt(square));
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= scale;
        }
        return vector;
    }

    private static InputStream plain(InputStream stream) throws IOException {
        BufferedInputStream in = new BufferedInputStream(stream, 1 << 16);
        in.mark(2);
        boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
        in.reset();
        return gzip ? new GZIPInputStream(in, 1 << 16) : in;
    }
}
