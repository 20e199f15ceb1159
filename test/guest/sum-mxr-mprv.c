/* mstatus.SUM lets S at U's pages, MXR makes executable pages readable, MPRV lets M access memory as another mode. */
#include "paging.h"

/* not where the pages are; RAM as M sees it */
#define OF_S 0x80400000ul
#define OF_U 0x80401000ul
#define EXECUTE_ONLY 0x80402000ul
static uint32_t page[1024] __attribute__((aligned(4096)));

/* M with MPRV: the access alone is under MPRV */
CODE(load_with_mprv, "li t1, 1 << 17\n csrs mstatus, t1\n ld a0, 0(a0)\n csrc mstatus, t1");
CODE(store_with_mprv, "li t1, 1 << 17\n csrs mstatus, t1\n sd zero, 8(a0)\n csrc mstatus, t1");

static void show(const char *name, struct trap trap) {
  put(name);
  if (trap.cause == NO_TRAP) {
    put(" passes");
  } else {
    put(" cause ");
    put_decimal((int64_t)trap.cause);
  }
}

static void all(const char *name) {
  static const uint64_t pages[] = {OF_S, OF_U, EXECUTE_ONLY};
  static const char *const names[] = {" S's:", " U's:", " execute-only:"};
  put(name);
  for (int i = 0; i < 3; i++) {
    put(names[i]);
    show(" load", run(MODE_S, load_there, pages[i]));
    show(" store", run(MODE_S, store_there, pages[i]));
    show(" fetch", run(MODE_S, fetch_there, pages[i] + 64));
  }
  put_char('\n');
}

/* mret sets MPP to U, so the mode that MPRV takes is set by the code itself */
CODE(mprv_as_s, "li t1, 3 << 11\n csrc mstatus, t1\n li t1, 1 << 11\n csrs mstatus, t1\n j load_with_mprv");
CODE(mprv_as_u, "li t1, 3 << 11\n csrc mstatus, t1\n j load_with_mprv");
CODE(mprv_as_m, "li t1, 3 << 11\n csrs mstatus, t1\n j load_with_mprv");
CODE(mprv_store_as_s, "li t1, 3 << 11\n csrc mstatus, t1\n li t1, 1 << 11\n csrs mstatus, t1\n j store_with_mprv");

static void mprv(const char *name, uint64_t address) {
  put(name);
  show(" as U", run(MODE_M, mprv_as_u, address));
  show(" as S", run(MODE_M, mprv_as_s, address));
  show(" store as S", run(MODE_M, mprv_store_as_s, address));
  show(" as M", run(MODE_M, mprv_as_m, address));
  put_char('\n');
}

int main(void) {
  struct space space = new_space(3);
  for (int i = 0; i < 1024; i++) page[i] = RETURN_INSTRUCTION;
  asm volatile("fence.i");
  map(space, OF_S, (uint64_t)page, 0, PTE_RWX | PTE_AD);
  map(space, OF_U, (uint64_t)page, 0, PTE_RWX | PTE_AD | PTE_U);
  map(space, EXECUTE_ONLY, (uint64_t)page, 0, PTE_X | PTE_AD);
  activate(space);

  for (int i = 0; i < 4; i++) {
    csr_clear(mstatus, MSTATUS_SUM | MSTATUS_MXR);
    if (i & 1) csr_set(mstatus, MSTATUS_SUM);
    if (i & 2) csr_set(mstatus, MSTATUS_MXR);
    static const char *const names[] = {"neither", "SUM", "MXR", "both"};
    all(names[i]);
    mprv(" MPRV, S's:", OF_S);
    mprv(" MPRV, U's:", OF_U);
    mprv(" MPRV, execute-only:", EXECUTE_ONLY);
    mprv(" MPRV, not mapped:", 0x80500000);
  }
  csr_clear(mstatus, MSTATUS_SUM | MSTATUS_MXR);

  return 0;
}
