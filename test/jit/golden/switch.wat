(module
  (type (;0;) (func (param i32 i32) (result i32)))
  (type (;1;) (func (result i32 i32)))
  (import "host" "memory" (memory 0 65536 shared))
  (import "host" "regions" (table 0 funcref))
  (import "host" "fp" (func (;0;) (type 0)))
  (func (;1;) (type 0)
    (local i64 i32 i32 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i32 i64 i64 i32)
    local.get 0  i64.load offset=64  local.set 5
    local.get 0  i64.load offset=48  local.set 6
    local.get 0  i64.load offset=72  local.set 7
    local.get 0  i64.load offset=88  local.set 8
    local.get 0  i64.load offset=96  local.set 9
    local.get 0  i64.load offset=104  local.set 10
    local.get 0  i64.load offset=112  local.set 11
    local.get 0  i64.load offset=120  local.set 12
    local.get 0  i64.load offset=128  local.set 13
    local.get 0  i64.load offset=136  local.set 14
    local.get 0  i64.load offset=192  local.set 15
    local.get 0  i32.load offset=584  local.set 3
    block $1
      block $2 (type 1)
        loop $3
          local.get 1  i32.const 7  i32.lt_s  if $4
            i32.const 8  i32.const 0  br $2
          end
          local.get 1  i32.const 5  i32.sub  local.set 1
          local.get 5  i64.const 7  i64.and  local.set 6
          local.get 6  i64.const 3  i64.shl  local.set 6
          local.get 6  local.get 7  i64.add  local.set 6
          local.get 5  i64.const 1  i64.add  local.set 5
          local.get 6  local.set 17
          local.get 17  i64.const 0  i64.add  local.set 18
          local.get 18  i64.const -2  i64.and  local.set 2
          local.get 2  i64.const 2147483708  i64.lt_s  if $4
            local.get 2  i64.const 2147483676  i64.eq  if $5
              local.get 1  i32.const 2  i32.sub  local.set 1
              local.get 8  i64.const 1  i64.add  local.set 8
              br $3
            end
            local.get 2  i64.const 2147483684  i64.eq  if $5
              local.get 1  i32.const 2  i32.sub  local.set 1
              local.get 9  i64.const 1  i64.add  local.set 9
              br $3
            end
            local.get 2  i64.const 2147483692  i64.eq  if $5
              local.get 1  i32.const 2  i32.sub  local.set 1
              local.get 10  i64.const 1  i64.add  local.set 10
              br $3
            end
            local.get 2  i64.const 2147483700  i64.eq  if $5
              local.get 1  i32.const 2  i32.sub  local.set 1
              local.get 11  i64.const 1  i64.add  local.set 11
              br $3
            end
          else
            local.get 2  i64.const 2147483708  i64.eq  if $5
              local.get 1  i32.const 2  i32.sub  local.set 1
              local.get 12  i64.const 1  i64.add  local.set 12
              br $3
            end
            local.get 2  i64.const 2147483716  i64.eq  if $5
              local.get 1  i32.const 2  i32.sub  local.set 1
              local.get 13  i64.const 1  i64.add  local.set 13
              br $3
            end
            local.get 2  i64.const 2147483724  i64.eq  if $5
              local.get 1  i32.const 2  i32.sub  local.set 1
              local.get 14  i64.const 1  i64.add  local.set 14
              br $3
            end
            local.get 2  i64.const 2147483732  i64.eq  if $5
              local.get 1  i32.const 2  i32.sub  local.set 1
              local.get 15  i64.const 1  i64.add  local.set 15
              br $3
            end
          end
          br $1
        end
        unreachable
      end
      local.get 1  i32.add  local.set 1
      i64.extend_i32_s  i64.const 2147483648  i64.add  local.set 2
      i32.const 1  local.set 16
    end
    local.get 0  local.get 5  i64.store offset=64
    local.get 0  local.get 6  i64.store offset=48
    local.get 0  local.get 8  i64.store offset=88
    local.get 0  local.get 9  i64.store offset=96
    local.get 0  local.get 10  i64.store offset=104
    local.get 0  local.get 11  i64.store offset=112
    local.get 0  local.get 12  i64.store offset=120
    local.get 0  local.get 13  i64.store offset=128
    local.get 0  local.get 14  i64.store offset=136
    local.get 0  local.get 15  i64.store offset=192
    local.get 16  if $1
      local.get 0  local.get 2  i64.store offset=528
      local.get 0  local.get 1  i32.store offset=568
      i32.const 0  return
    end
    local.get 2  i32.wrap_i64  i32.const 1  i32.shr_u  i32.const -1640531535  i32.mul  i32.const 20  i32.shr_u  i32.const 5  i32.shl  local.get 0  i32.load offset=576  i32.add  local.set 19
    local.get 19  i64.load offset=524288  local.get 2  i64.eq  i32.eqz  if $1
      local.get 19  i32.const 16  i32.add  local.set 19
    end
    local.get 19  i64.load offset=524288  local.get 2  i64.eq  if $1
      local.get 0  local.get 1  local.get 19  i32.load offset=524296  return_call_indirect (type 0)
    end
    local.get 0  local.get 2  i64.store offset=528
    local.get 0  local.get 1  i32.store offset=568
    i32.const 1
  )
  (elem (i32.const 0) func 1)
)
