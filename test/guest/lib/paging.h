/* Page tables for the guest programs. */
#pragma once
#include "guest.h"

#define PTE_V 0x01ul
#define PTE_R 0x02ul
#define PTE_W 0x04ul
#define PTE_X 0x08ul
#define PTE_U 0x10ul
#define PTE_G 0x20ul
#define PTE_A 0x40ul
#define PTE_D 0x80ul
#define PTE_RWX (PTE_R | PTE_W | PTE_X)
#define PTE_AD (PTE_A | PTE_D)
#define PAGE 4096ul

struct space { uint64_t *root; int levels; }; /* levels: 3 is Sv39, 4 Sv48, 5 Sv57 */

/* An address space in which S-mode sees this image where it is, and U-mode sees it USER_OFFSET higher. */
struct space new_space(int levels);
#define USER(address) ((void *)((uint64_t)(address) + USER_OFFSET))

/* Maps one page of `level` (0: 4 KiB, 1: 2 MiB, 2: 1 GiB, ..) and returns its entry; V is added to the flags. */
uint64_t *map(struct space space, uint64_t virtual_address, uint64_t physical_address, int level, uint64_t flags);

/* The entry that the walk of `virtual_address` reads at `level`; tables above it are made where they are missing. */
uint64_t *entry(struct space space, uint64_t virtual_address, int level);

uint64_t satp_of(struct space space);
void activate(struct space space); /* satp and sfence.vma */
bool supports(int levels);         /* does satp take this mode? */

static inline void fence_vma(void) { asm volatile("sfence.vma" : : : "memory"); }

/* Fragments for run(): a doubleword is loaded from, stored to, fetched at the address in a0. A page of RETURNS serves a fetch. */
extern void load_there(void), store_there(void), fetch_there(void);
#define RETURN_INSTRUCTION 0x00008067u

/* Prints what a load in S-mode reads at an address, or its cause. */
static inline void show_load(const char *name, uint64_t at) {
  struct trap trap = run(MODE_S, load_there, at);
  put(name);
  if (trap.cause == NO_TRAP) {
    line(" reads", trap.value);
  } else {
    line(" cause", trap.cause);
  }
}
