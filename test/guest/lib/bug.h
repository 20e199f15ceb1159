/* What the programs with planted bugs share: a digit typed at the console says which hart goes wrong, and after how much work. */
#pragma once
#include "guest.h"

#define UART_READY 0x01

/* The digit; 0 when none is typed. */
static inline uint64_t typed_digit(void) {
  for (int i = 0; i < 1000; i++)
    if (REGISTER8(UART + 5) & UART_READY) return (uint64_t)(REGISTER8(UART) - '0');
  return 0;
}

void go_wrong(uint64_t work); /* the program's */

static volatile uint64_t turn = ~0ul;

/* Before the bug, work whose amount differs from run to run. */
static __attribute__((noinline)) void take_turn(uint64_t hart) {
  uint64_t work = turn * 100;
  for (uint64_t i = 0; i < work; i++) asm volatile("");
  if (turn == hart) go_wrong(work);
  asm volatile(""); /* so that the call is no jump */
}

void secondary(uint64_t hart) {
  while (turn == ~0ul) {}
  take_turn(hart);
  for (;;) asm volatile("wfi");
}

int main(void) {
  turn = typed_digit();
  take_turn(0);
  for (;;) asm volatile("wfi");
}
