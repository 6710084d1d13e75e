#include "render/heap_scaffold_texts.h"

namespace rampart {

const std::string_view built_in_buffer_text = R"driver(// SPDX-License-Identifier: GPL-2.0-only
/*
 * The DMA-BUF heap "@NAME@": contiguous buffers from the CMA pool that the device-tree node "rampart,@ID@-heap" names
 * with memory-region.
 *
 * Written by `rampart heap scaffold`. Put it into drivers/dma-buf/heaps and the line of Kbuild into the Makefile there;
 * it needs CONFIG_DMABUF_HEAPS, CONFIG_DMA_CMA and CONFIG_OF_RESERVED_MEM, Linux 5.18 or later.
 *
 * A buffer is one run of pages. Processes map it cached, and say with DMA_BUF_IOCTL_SYNC when they touch it.
 */
#include <linux/cma.h>
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/dma-mapping.h>
#include <linux/highmem.h>
#include <linux/iosys-map.h>
#include <linux/mm.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/version.h>

/* One buffer, and the devices that are attached to it. */
struct pool_buffer {
	struct cma *pool;
	struct page *first;
	unsigned long count;	/* pages */
	struct mutex lock;	/* of devices */
	struct list_head devices;
};

/* A device that is attached: it sees the buffer through a table of one entry. */
struct pool_device {
	struct list_head link;
	struct device *dev;
	struct sg_table table;
	bool mapped;
};

static int pool_attach(struct dma_buf *dmabuf, struct dma_buf_attachment *attachment)
{
	struct pool_buffer *buffer = dmabuf->priv;
	struct pool_device *device;
	int err;

	device = kzalloc(sizeof(*device), GFP_KERNEL);
	if (!device)
		return -ENOMEM;
	err = sg_alloc_table(&device->table, 1, GFP_KERNEL);
	if (err) {
		kfree(device);
		return err;
	}
	sg_set_page(device->table.sgl, buffer->first, buffer->count << PAGE_SHIFT, 0);
	device->dev = attachment->dev;
	attachment->priv = device;

	mutex_lock(&buffer->lock);
	list_add_tail(&device->link, &buffer->devices);
	mutex_unlock(&buffer->lock);
	return 0;
}

static void pool_detach(struct dma_buf *dmabuf, struct dma_buf_attachment *attachment)
{
	struct pool_buffer *buffer = dmabuf->priv;
	struct pool_device *device = attachment->priv;

	mutex_lock(&buffer->lock);
	list_del(&device->link);
	mutex_unlock(&buffer->lock);
	sg_free_table(&device->table);
	kfree(device);
}

static struct sg_table *pool_map_dma(struct dma_buf_attachment *attachment, enum dma_data_direction direction)
{
	struct pool_buffer *buffer = attachment->dmabuf->priv;
	struct pool_device *device = attachment->priv;
	int err;

	err = dma_map_sgtable(device->dev, &device->table, direction, 0);
	if (err)
		return ERR_PTR(err);
	mutex_lock(&buffer->lock);
	device->mapped = true;
	mutex_unlock(&buffer->lock);
	return &device->table;
}

static void pool_unmap_dma(struct dma_buf_attachment *attachment, struct sg_table *table,
			   enum dma_data_direction direction)
{
	struct pool_buffer *buffer = attachment->dmabuf->priv;
	struct pool_device *device = attachment->priv;

	mutex_lock(&buffer->lock);
	device->mapped = false;
	mutex_unlock(&buffer->lock);
	dma_unmap_sgtable(device->dev, table, direction, 0);
}

/* What devices wrote becomes visible to the processor. */
static int pool_begin_cpu(struct dma_buf *dmabuf, enum dma_data_direction direction)
{
	struct pool_buffer *buffer = dmabuf->priv;
	struct pool_device *device;

	mutex_lock(&buffer->lock);
	list_for_each_entry(device, &buffer->devices, link) {
		if (device->mapped)
			dma_sync_sgtable_for_cpu(device->dev, &device->table, direction);
	}
	mutex_unlock(&buffer->lock);
	return 0;
}

/* And the other way round. */
static int pool_end_cpu(struct dma_buf *dmabuf, enum dma_data_direction direction)
{
	struct pool_buffer *buffer = dmabuf->priv;
	struct pool_device *device;

	mutex_lock(&buffer->lock);
	list_for_each_entry(device, &buffer->devices, link) {
		if (device->mapped)
			dma_sync_sgtable_for_device(device->dev, &device->table, direction);
	}
	mutex_unlock(&buffer->lock);
	return 0;
}

/* The framework has checked that the range lies inside the buffer. */
static int pool_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	struct pool_buffer *buffer = dmabuf->priv;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(buffer->first) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

)driver";

}  // namespace rampart
