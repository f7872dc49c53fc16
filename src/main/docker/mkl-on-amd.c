/* MKL takes its slow path on processors that are not Intel's unless this says yes; worth a factor of two on AMD. */
int mkl_serv_intel_cpu_true(void) { return 1; }
