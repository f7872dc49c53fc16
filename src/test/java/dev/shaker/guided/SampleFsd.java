package dev.shaker.guided;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.RowCounter;
import dev.shaker.identity.DomainName;
import dev.shaker.tensor.SignPlanes;

/** FSD of the sample's adapters. */
public final class SampleFsd {
    private SampleFsd() {
    }

    static Priors priors() {
        return Priors.fsd(matrix(), SubsetTable.DOMAINS);
    }

    /** Of all domains of the table. */
    public static FsdMatrix matrix() {
        FsdMatrix matrix = FsdMatrix.empty();
        Map<DomainName, Map<String, SignPlanes>> planes = new HashMap<>();
        for (DomainName domain : SubsetTable.DOMAINS) {
            AdapterScan scan = AdapterScan
                    .scan(AdapterReader.open(new LocalFiles(Path.of("src/sample/pfeiffer", domain.name()))));
            matrix = matrix.with(new FsdMatrix.Entry(domain, scan.id()), RowCounter.row(scan.planes(), planes.keySet(),
                    other -> planes.getOrDefault(other, Map.of()), Basis.FACTORS, 1));
            planes.put(domain, scan.planes());
        }
        return matrix;
    }
}
