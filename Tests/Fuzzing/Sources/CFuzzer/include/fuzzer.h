// libFuzzer's entry for a program that has a main of its own.
#ifndef LUYUN_FUZZER_H
#define LUYUN_FUZZER_H
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*input)(const uint8_t *octets, size_t count));

#endif
