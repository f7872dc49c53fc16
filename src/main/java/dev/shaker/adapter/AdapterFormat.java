package dev.shaker.adapter;

/** The library whose directory layout an adapter is stored in. */
public enum AdapterFormat {
    ADAPTER_HUB, PEFT
}
