package dev.shaker.error;

/**
 * Every way Shaker says no, one constant a cause: frequencies can be reported by code, and a code never changes its
 * meaning. On the wire a code is its {@link #wire()} name.
 */
public enum ErrorCode {
    /** The bytes are no JSON, or not the JSON of an event. */
    EVENT_MALFORMED(Kind.INVALID),
    /** The CloudEvents type is none of ours. */
    EVENT_TYPE_UNKNOWN(Kind.INVALID),
    /** A field of the event is missing or breaks the schema. */
    EVENT_INVALID(Kind.INVALID),
    /** An event that its topic cannot take. */
    EVENT_TOO_LARGE(Kind.INVALID),
    /** The broker will never take an event as it is: it may not be written there, or the topic's rules forbid it. */
    EVENT_REFUSED(Kind.INVALID),
    /** A file that the format demands is not in the adapter's directory. */
    ADAPTER_FILE_MISSING(Kind.INVALID),
    /** Two files stand for the same thing and differ. */
    ADAPTER_FILES_AMBIGUOUS(Kind.INVALID),
    /** A file's SHA-256 is not the one that was announced. */
    FILE_DIGEST_MISMATCH(Kind.INVALID),
    /** A configuration file is broken, or a flag in it is not supported. */
    ADAPTER_CONFIG_INVALID(Kind.INVALID), ADAPTER_CONFIG_UNSUPPORTED(Kind.INVALID),
    /** A safetensors or torch file whose header or extent is wrong. */
    TENSOR_FILE_TRUNCATED(Kind.INVALID), TENSOR_FILE_MALFORMED(Kind.INVALID),
    /** A file that holds no tensors: a Git LFS pointer, a page of HTML, a pickle of something else. */
    TENSOR_FILE_FOREIGN(Kind.INVALID),
    /** Offsets of tensors overlap, leave a hole or pass the end. */
    TENSOR_OFFSETS_INVALID(Kind.INVALID), TENSOR_TYPE_UNSUPPORTED(Kind.INVALID),
    /** A pickle asks for something outside the allow-list. */
    PICKLE_GLOBAL_FORBIDDEN(Kind.INVALID),
    /** NaN or infinity in a tensor. */
    TENSOR_NOT_FINITE(Kind.INVALID), TENSOR_UNKNOWN(Kind.INVALID), TENSOR_MISSING(Kind.INVALID), TENSOR_SHAPE_MISMATCH(
            Kind.INVALID), HEAD_MISSING(Kind.INVALID),
    /** Hidden size, method, bottleneck or tensor set differ from the space's. */
    ADAPTER_NOT_COMPARABLE(Kind.INVALID), BASE_MODEL_MISMATCH(Kind.INVALID), BASE_MODEL_INVALID(Kind.INVALID),
    /** Its registration would take more memory than is allowed to one. */
    ADAPTER_TOO_LARGE(Kind.INVALID),
    /** An adapter that was registered and changes nothing. */
    ADAPTER_INERT(Kind.INVALID),
    /** An adapter that was registered without what its evaluation needs: it is compared and mixed. */
    ADAPTER_NOT_EVALUATED(Kind.INVALID),
    /** Base models of one name whose weights may differ: another revision, a quantised copy. */
    BASE_MODEL_UNCERTAIN(Kind.INVALID),
    /** What nothing here can run and score: a family, a method, a head or a task that is compared and mixed only. */
    EVALUATION_UNSUPPORTED(Kind.INVALID),
    /** The server that runs models for Shaker will not run this one, or is no such server. */
    EVALUATION_SERVER_REFUSED(Kind.INVALID),
    /** A domain must have at least two labels, and as many as its head. */
    DOMAIN_LABELS_INVALID(Kind.INVALID), DATA_ROW_INVALID(Kind.INVALID), DATA_FILE_INVALID(
            Kind.INVALID), OBJECT_NOT_FOUND(Kind.INVALID), LOCATION_INVALID(Kind.INVALID), SPACE_UNKNOWN(
                    Kind.NOT_FOUND), DOMAIN_UNKNOWN(Kind.NOT_FOUND), ADAPTER_UNKNOWN(Kind.NOT_FOUND), MIXTURE_UNKNOWN(
                            Kind.NOT_FOUND), EVALUATION_UNKNOWN(
                                    Kind.NOT_FOUND), SWEEP_UNKNOWN(Kind.NOT_FOUND), SEARCH_UNKNOWN(
                                            Kind.NOT_FOUND), POLICY_UNKNOWN(
                                                    Kind.NOT_FOUND), RESOURCE_UNKNOWN(Kind.NOT_FOUND),
    /** Nobody kept which rows an evaluation found right: it was measured before such rows were kept, or elsewhere. */
    EVALUATION_ROWS_MISSING(Kind.NOT_FOUND),
    /** More adapters asked for than the space has. */
    MIXTURE_TOO_LARGE(Kind.INVALID), SPARSITY_OUT_OF_RANGE(Kind.INVALID), MIXTURE_REQUEST_INVALID(
            Kind.INVALID), MERGE_METHOD_UNSUITABLE(Kind.INVALID),
    /** An adapter of the same domain trained later is registered already. */
    ADAPTER_SUPERSEDED(Kind.CONFLICT),
    /** The domain was withdrawn after the adapter was trained. */
    ADAPTER_WITHDRAWN(Kind.CONFLICT),
    /** Another adapter than the expected one is current. */
    ADAPTER_NOT_CURRENT(Kind.CONFLICT),
    /** The id of a request or an event was given before, with other content. */
    REQUEST_CONFLICT(Kind.CONFLICT),
    /** A sweep that has ended is neither paused nor resumed nor cancelled. */
    SWEEP_ENDED(Kind.CONFLICT),
    /** A search that has ended is neither paused nor resumed nor cancelled. */
    SEARCH_ENDED(Kind.CONFLICT),
    /** What was registered has other bytes, or is told otherwise, than when the work was asked for. */
    DATA_CHANGED(Kind.CONFLICT),
    /** An object was overwritten while it was read. */
    OBJECT_CHANGED(Kind.CONFLICT),
    /** The store has the object and will not give it out: archived, its key disabled, the request refused. */
    OBJECT_UNREADABLE(Kind.INVALID),
    /** The device failed in the middle of work: this process is of no use any more. */
    DEVICE_FAILED(Kind.UNAVAILABLE),
    /** Processes died at the work on an event, one after the other. */
    WORKER_DIED(Kind.INTERNAL),
    /** A failure that may pass did not pass in the time given to it, though all neighbours were there. */
    PATIENCE_ENDED(Kind.INTERNAL),
    /** Who is told verdicts is away or overloaded. */
    OUTBOUND_UNAVAILABLE(Kind.UNAVAILABLE),
    /** Who is told verdicts will not take this one. */
    OUTBOUND_REFUSED(Kind.INVALID),
    /** A host's name leads where nothing may be sent. */
    OUTBOUND_FORBIDDEN(Kind.INVALID),
    /** A cursor that is none of the list it is given to. */
    CURSOR_INVALID(Kind.INVALID),
    /** The beginning of an id that is the beginning of several. */
    ID_AMBIGUOUS(Kind.CONFLICT),
    /** What was written does not read back as it was written. */
    ARTEFACT_CORRUPT(Kind.INTERNAL), STORE_UNAVAILABLE(Kind.UNAVAILABLE), DATABASE_UNAVAILABLE(
            Kind.UNAVAILABLE), BROKER_UNAVAILABLE(Kind.UNAVAILABLE), DEVICE_UNAVAILABLE(
                    Kind.UNAVAILABLE), EVALUATION_SERVER_UNAVAILABLE(Kind.UNAVAILABLE), GATEWAY_BUSY(
                            Kind.UNAVAILABLE), REQUEST_INVALID(
                                    Kind.INVALID), CONFIGURATION_INVALID(Kind.INVALID), INTERNAL(Kind.INTERNAL);

    private final Kind kind;

    ErrorCode(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The code on the wire and in problem details, {@code tensor-not-finite}. */
    public String wire() {
        return Wire.name(this);
    }

    /** What may be done about an error: whether it is worth another try, and whose fault it is. */
    public enum Kind {
        /** The input is wrong and stays wrong. */
        INVALID, NOT_FOUND, CONFLICT,
        /** A neighbour is away: the same call may succeed later. */
        UNAVAILABLE, INTERNAL
    }
}
